/** Keys and certificates from files: whom a client trusts, and who it is. */
@NullMarked
package dev.weft.jetstream.credentials;

import org.jspecify.annotations.NullMarked;
