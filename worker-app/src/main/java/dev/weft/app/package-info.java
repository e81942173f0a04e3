/** The program that runs configured handlers: command line, health endpoints, examples. */
@NullMarked
package dev.weft.app;

import org.jspecify.annotations.NullMarked;
