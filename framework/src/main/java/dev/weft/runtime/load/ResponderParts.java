package dev.weft.runtime.load;

import dev.weft.Codec;
import dev.weft.Responder;
import dev.weft.config.handler.ResponderConfig;

/** What users wrote for one responder, constructed. */
public record ResponderParts(
    ResponderConfig config, Responder<?, ?> responder, Codec<?> requests, Codec<?> answers) {}
