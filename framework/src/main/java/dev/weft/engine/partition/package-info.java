/** Which replica serves which partition: leases, their assignment, and the guard of them. */
@NullMarked
package dev.weft.engine.partition;

import org.jspecify.annotations.NullMarked;
