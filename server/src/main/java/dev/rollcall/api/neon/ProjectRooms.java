package dev.rollcall.api.neon;

import dev.rollcall.feed.FeedView;
import dev.rollcall.feed.Followers;
import dev.rollcall.feed.hook.Webhooks;
import dev.rollcall.inbox.InboxView;
import dev.rollcall.project.Project;
import dev.rollcall.reconcile.Reconciler;
import dev.rollcall.sync.FieldRewrite;
import dev.rollcall.sync.NeededUsers;
import dev.rollcall.sync.UsersView;
import java.util.function.Supplier;

/// What the management API needs of one project.
///
/// @param wake has what was put into the inbox applied at once
public record ProjectRooms(
    Project project,
    UsersView users,
    NeededUsers needed,
    FieldRewrite rewrite,
    InboxView inbox,
    FeedView feed,
    Followers followers,
    Webhooks webhooks,
    Reconciler reconciler,
    Runnable wake,
    Supplier<ProjectStatus> status) {}
