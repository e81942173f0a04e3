/** What the tests share: a real nats-server, and helpers to wait with. */
@NullMarked
package dev.weft.testing;

import org.jspecify.annotations.NullMarked;
