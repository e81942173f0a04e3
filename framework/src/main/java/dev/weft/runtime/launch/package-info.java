/**
 * Starts the workers of a configuration, and stops them. The program, the testkit and the tests
 * start here; an application starts by {@code Weft.builder()}.
 */
@NullMarked
package dev.weft.runtime.launch;

import org.jspecify.annotations.NullMarked;
