package dev.weft.config.handler;

/**
 * What follows when a message is exhausted.
 *
 * @param onExhausted what the handler does
 * @param deadLetters whether a copy of the message is kept
 */
public record GiveUpConfig(OnExhausted onExhausted, boolean deadLetters) {}
