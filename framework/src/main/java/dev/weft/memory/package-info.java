/**
 * A transport within the process, with JetStream's delivery rules: for tests, demos, and to try
 * Weft without a server.
 */
@NullMarked
package dev.weft.memory;

import org.jspecify.annotations.NullMarked;
