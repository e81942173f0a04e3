package dev.weft.engine.maxdeliver;

import dev.weft.engine.ManagedWorker;
import dev.weft.engine.Observer;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.source.ConsumerCreation;
import dev.weft.engine.worker.Worker;
import dev.weft.engine.worker.WorkerSpec;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Presence;
import dev.weft.transport.Transport;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker beside a handler's that keeps as dead letters what {@code max_deliver} ended. It is no
 * handler, so nobody observes it; what the server refuses it is its problem.
 */
public final class MaxDeliveriesWorker implements ManagedWorker {

  private static final Logger log = LoggerFactory.getLogger(MaxDeliveriesWorker.class);

  private final MaxDeliveriesHandler maxDeliveries;
  private final Worker worker;

  /**
   * One that takes from {@link MaxDeliveriesStream#consumerFor}; nothing happens before {@link
   * #run}.
   *
   * @param observer is told of the dead letters, as the handler's
   * @param restore puts back the stream it takes from if that is gone
   */
  public MaxDeliveriesWorker(
      WorkerSpec<?> handler,
      Transport transport,
      Observer observer,
      Housekeeper housekeeper,
      Runnable restore) {
    this.maxDeliveries =
        new MaxDeliveriesHandler(housekeeper.machine(), handler, transport, observer);
    ConsumerSpec advisories = MaxDeliveriesStream.consumerFor(handler.consumer());
    this.worker =
        Worker.helper(
            MaxDeliveriesStream.workerFor(handler, maxDeliveries),
            transport,
            Observer.none(),
            housekeeper,
            () -> {
              restore.run();
              provide(transport, advisories);
            });
  }

  // Most handlers never need one.
  private static void provide(Transport transport, ConsumerSpec advisories) {
    switch (transport.inspect(advisories)) {
      case Presence.Same() -> {}
      case Presence.Absent() -> {
        ConsumerCreation.create(transport, advisories);
        log.info("consumer {}/{}: created", advisories.stream(), advisories.name());
      }
      case Presence.Differs ignored ->
          ConsumerCreation.refuseOther(transport, advisories, "filter_subject");
    }
  }

  @Override
  public String name() {
    return worker.name();
  }

  @Override
  public void run() throws InterruptedException {
    worker.run();
  }

  @Override
  public void stop() {
    worker.stop();
  }

  @Override
  public void finish() {
    worker.finish();
  }

  @Override
  public void pause() {
    worker.pause();
  }

  @Override
  public void resume() {
    worker.resume();
  }

  @Override
  public int inWork() {
    return worker.inWork();
  }

  @Override
  public Optional<String> problem() {
    return worker.problem().or(maxDeliveries::problem);
  }
}
