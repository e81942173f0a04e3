/** How a delivered message is acknowledged, handed back, terminated or kept alive. */
@NullMarked
package dev.weft.jetstream.settle;

import org.jspecify.annotations.NullMarked;
