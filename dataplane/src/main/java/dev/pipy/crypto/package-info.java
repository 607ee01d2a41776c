/// Hashes, ciphers, signatures and JOSE for scripts, over the providers of the JDK; what those lack
/// (SM3, SM4 and older hashes) comes from Bouncy Castle, which is not installed as a provider.
/// Objects are confined to their user.
@NullMarked
package dev.pipy.crypto;

import org.jspecify.annotations.NullMarked;
