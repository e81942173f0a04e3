package dev.weft.config.handler;

/**
 * A class of the user's, and what it reads of the configuration itself.
 *
 * @param name the class that implements {@link dev.weft.Handler}, {@link dev.weft.BatchHandler} or
 *     {@link dev.weft.Responder}
 * @param settings the user's own block
 */
public record HandlerClass(String name, HandlerSettings settings) {}
