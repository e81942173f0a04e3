package dev.weft.jetstream.receive;

import dev.weft.jetstream.api.JetStreamApi;
import dev.weft.jetstream.connection.Link;
import dev.weft.jetstream.settle.AckWriter;

/**
 * What all sources on one connection share.
 *
 * @param budget how many bytes they may have asked for together
 * @param ackWriter sends acknowledgements that waited for others
 */
public record Receiving(Link link, JetStreamApi api, ReceiveBudget budget, AckWriter ackWriter) {}
