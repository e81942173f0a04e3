/**
 * Breaks servers, networks and workers under load, and holds a ledger of what became of each
 * message: none may be lost, and no worker may stand still unseen.
 */
@NullMarked
package dev.weft.faults;

import org.jspecify.annotations.NullMarked;
