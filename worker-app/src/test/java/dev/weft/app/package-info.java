/** The program as a user sees it: output, exit codes, signals, probes. */
@NullMarked
package dev.weft.app;

import org.jspecify.annotations.NullMarked;
