/**
 * What a worker takes from: sources that are seen to return, what is received and held, and the
 * creation of consumers.
 */
@NullMarked
package dev.weft.engine.source;

import org.jspecify.annotations.NullMarked;
