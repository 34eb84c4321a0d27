/// The built-in provider's door, `/api/v1/**`: the REST protocol that the published `@stackframe`
/// SDKs speak. Start reading at [StackDoor]; a route is a lambda that a [RouteGroup] adds to
/// [StackRoutes].
@NullMarked
package dev.rollcall.api.stack;

import org.jspecify.annotations.NullMarked;
