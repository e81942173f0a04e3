package dev.weft.runtime;

import dev.weft.Codec;
import dev.weft.Responder;
import dev.weft.config.ResponderConfig;

/** What users wrote for one responder, constructed. */
record ResponderParts(
    ResponderConfig config, Responder<?, ?> responder, Codec<?> requests, Codec<?> answers) {}
