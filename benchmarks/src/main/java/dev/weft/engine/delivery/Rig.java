package dev.weft.engine.delivery;

import dev.weft.BreakerPolicy;
import dev.weft.Codec;
import dev.weft.Handler;
import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.benchmarks.Order;
import dev.weft.codec.JsonCodec;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Observer;
import dev.weft.engine.clock.Time;
import dev.weft.engine.deadletter.AttemptJournal;
import dev.weft.engine.deadletter.AttemptNote;
import dev.weft.engine.dispatch.Concurrent;
import dev.weft.engine.dispatch.Serial;
import dev.weft.engine.flow.Breaker;
import dev.weft.engine.flow.Gate;
import dev.weft.engine.publish.Emitter;
import dev.weft.engine.source.MessageMemory;
import dev.weft.engine.worker.UserHandler;
import dev.weft.engine.worker.Worker;
import dev.weft.engine.worker.WorkerParts;
import dev.weft.engine.worker.WorkerSpec;
import dev.weft.machine.Machine;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outbox;
import dev.weft.transport.SizeLimit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A worker's way of one message, wired as {@link Worker} wires it, without source and clock. */
final class Rig {

  private static final String NAME = "bench";

  final Settler settler;
  final Pipeline handling;
  final Gate gate;

  Rig(int concurrency, Observer observer, Handler<Order> handler) {
    WorkerSpec<Order> spec = spec(concurrency, observer, handler);
    var breaker = new Breaker(spec.id(), spec.flow().breaker(), observer, System::nanoTime);
    this.gate = new Gate(Machine.real(), NAME, breaker);
    this.settler =
        WorkerParts.settler(
            Machine.real(), spec, spec.settlement().retryStore(), observer, why -> true);
    this.handling = WorkerParts.pipeline(spec, gate, Time.of(Machine.real()), observer);
  }

  /** Messages one after the other, on the calling thread. */
  Serial serial() {
    return new Serial(InFlight.oneAtATime(handling, settler), () -> {});
  }

  /** A virtual thread for each message. */
  Concurrent concurrent(int concurrency) {
    return new Concurrent(
        NAME,
        concurrency,
        true,
        gate,
        InFlight.severalAtOnce(handling, settler),
        MessageMemory.ofProcess().share(Machine.real()));
  }

  private static WorkerSpec<Order> spec(
      int concurrency, Observer observer, Handler<Order> handler) {
    Codec<Order> codec = JsonCodec.of(Order.class);
    return WorkerSpec.of(
            NAME,
            new ConsumerSpec("S", "c", Map.of()),
            codec,
            new UserHandler.Single<>(handler),
            new Emitter(NAME, type -> codec, NOWHERE, observer))
        .withFlow(flow -> flow.withConcurrency(concurrency).withBreaker(BreakerPolicy.defaults()))
        .withGiveUp(
            giveUp ->
                giveUp
                    .withDeadLetters((id, delivery, reject) -> "nowhere")
                    .withAttemptJournal(FORGETFUL));
  }

  // On, as by default: what costs something is the question whether this is a last attempt.
  private static final AttemptJournal FORGETFUL =
      new AttemptJournal() {
        @Override
        public void note(HandlerId handler, Delivery delivery, AttemptNote.Stage stage) {}

        @Override
        public Optional<AttemptNote> find(HandlerId handler, Delivery delivery) {
          return Optional.empty();
        }
      };

  private static final Outbox NOWHERE =
      new Outbox() {
        @Override
        public PublishReceipt publish(String subject, byte[] data, Headers headers) {
          throw new UnsupportedOperationException("nothing is emitted here");
        }

        @Override
        public CompletableFuture<PublishReceipt> publishAsync(
            String subject, byte[] data, Headers headers) {
          throw new UnsupportedOperationException("nothing is emitted here");
        }

        @Override
        public SizeLimit limit() {
          return SizeLimit.DEFAULT;
        }
      };
}
