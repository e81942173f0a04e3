/**
 * Tests for handlers: {@link dev.weft.testkit.MessageFixture} makes a message for a plain unit
 * test, {@link dev.weft.testkit.WeftTestKit} runs handlers under their configuration, in this
 * process and on a clock that the test moves.
 */
@NullMarked
package dev.weft.testkit;

import org.jspecify.annotations.NullMarked;
