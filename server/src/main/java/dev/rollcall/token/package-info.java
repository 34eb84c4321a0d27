/// Access tokens: the keys that sign them, what is in them, and whether one is ours. Start reading
/// at [KeyRing]; [TokenIssuer] and [TokenVerifier] stand on it. Tokens of other issuers are in
/// [ProjectIdentities], and their keys in [IssuerKeys].
@NullMarked
package dev.rollcall.token;

import org.jspecify.annotations.NullMarked;
