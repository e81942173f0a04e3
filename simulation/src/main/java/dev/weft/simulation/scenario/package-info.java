/**
 * What a run does, decided by its seed before it begins: configuration, messages, handlers,
 * replicas.
 */
@NullMarked
package dev.weft.simulation.scenario;

import org.jspecify.annotations.NullMarked;
