package dev.weft.runtime.launch;

import dev.weft.Codec;
import dev.weft.ConfigurationException;
import dev.weft.ConfigurationProblem;
import dev.weft.Publisher;
import dev.weft.Requester;
import dev.weft.TransportException;
import dev.weft.config.TransportKind;
import dev.weft.config.WeftConfig;
import dev.weft.config.handler.HandlerConfig;
import dev.weft.config.hocon.ContextLoader;
import dev.weft.engine.ManagedWorker;
import dev.weft.engine.Observer;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.clock.Time;
import dev.weft.engine.publish.CodecPublisher;
import dev.weft.engine.publish.MessageIds;
import dev.weft.engine.publish.RetryingOutbox;
import dev.weft.engine.request.CodecRequester;
import dev.weft.engine.request.ResponderWorker;
import dev.weft.engine.source.MessageMemory;
import dev.weft.engine.worker.Worker;
import dev.weft.engine.worker.WorkerSpec;
import dev.weft.jetstream.transport.JetStreamTransport;
import dev.weft.machine.Machine;
import dev.weft.memory.MemoryTransport;
import dev.weft.runtime.load.Construction;
import dev.weft.runtime.load.HandlerParts;
import dev.weft.runtime.load.ResponderParts;
import dev.weft.runtime.load.Unconnected;
import dev.weft.runtime.load.UserClasses;
import dev.weft.runtime.load.UserObjects;
import dev.weft.runtime.provision.DataCheck;
import dev.weft.runtime.provision.Plan;
import dev.weft.runtime.provision.ProvidedStream;
import dev.weft.runtime.provision.Provisioning;
import dev.weft.runtime.provision.SideStreams;
import dev.weft.runtime.scope.StopLimits;
import dev.weft.runtime.scope.Workers;
import dev.weft.runtime.wiring.DeadLetterStreams;
import dev.weft.runtime.wiring.HandlerLoading;
import dev.weft.runtime.wiring.LeaseStreams;
import dev.weft.runtime.wiring.ParkedStreams;
import dev.weft.runtime.wiring.RetryStreams;
import dev.weft.runtime.wiring.Throttles;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Outbox;
import dev.weft.transport.Requests;
import dev.weft.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The workers of a configuration, at work.
 *
 * <p>{@link #start} connects, constructs the handlers, creates or checks streams and consumers, and
 * then forks one virtual thread per configured handler inside a {@code StructuredTaskScope}. {@link
 * #stop} drains. All methods may be called from any thread.
 */
public final class WorkerRuntime implements AutoCloseable {

  private final Outbox outbox;
  private final MessageIds ids;
  private final Requests requests;
  private final Observer observer;
  private final Workers workers;

  private WorkerRuntime(
      Outbox outbox, MessageIds ids, Requests requests, Observer observer, Workers workers) {
    this.outbox = outbox;
    this.ids = ids;
    this.requests = requests;
    this.observer = observer;
    this.workers = workers;
  }

  /**
   * {@link #start(WeftConfig, UserClasses, Observer)} with handlers from the calling thread's class
   * loader.
   */
  public static WorkerRuntime start(WeftConfig config, Observer observer) {
    return start(config, UserClasses.of(ContextLoader.find()), observer);
  }

  /**
   * Starts the workers, and returns when they are forked; no message is taken before everything has
   * been checked.
   *
   * @param classes where handlers come from; the same that the configuration was read with
   * @param observer telemetry
   * @throws TransportException if the server cannot be reached within {@code nats.connect-timeout},
   *     or a stream or consumer cannot be used as configured
   * @throws ConfigurationException if a handler cannot be constructed; nothing was created then
   */
  public static WorkerRuntime start(WeftConfig config, UserClasses classes, Observer observer) {
    Machine machine = Machine.real();
    return start(config, classes, observer, connect(config), machine, Time.of(machine));
  }

  /**
   * As {@link #start(WeftConfig, UserClasses, Observer)}, on a transport, a machine and a time of
   * the caller's in place of the configured transport and the real machine: what tests run on.
   *
   * @param transport closed with the runtime, and if the start fails
   * @param machine the runtime's threads, waits and random numbers
   * @param time ends the pauses of breakers, counts rates and dates dead letters; the transport has
   *     its own
   */
  public static WorkerRuntime start(
      WeftConfig config,
      UserClasses classes,
      Observer given,
      Transport transport,
      Machine machine,
      Time time) {
    Observer observer = Observer.guarded(given);
    var housekeeper = new Housekeeper(machine, time);
    var objects = new UserObjects(machine, classes.supplied());
    try {
      var outbox = new RetryingOutbox(transport.outbox(), config.publish(), housekeeper);
      MessageIds ids = MessageIds.of(machine);
      Requests requests = transport.requests();
      // User code first: what it refuses has created nothing on the server.
      Construction.Parts parts =
          new Construction(classes.supplied(), objects, outbox, ids, requests, observer).of(config);
      var provisioning = new Provisioning(transport, machine, time);
      var streams = new SideStreams(config, transport);
      var retries = new RetryStreams(config, streams, transport, machine, time);
      Transport.Survey survey = transport.survey(consumers(config));
      Set<ConsumerSpec> ending;
      try {
        refuse(new DataCheck(classes, transport).problems(config.handlers()));
        provisioning.provide(plan(config, streams));
        ending = DeadLetterStreams.ending(config, transport);
      } finally {
        survey.close();
      }
      retries.tellOlderServer();
      var leases = new LeaseStreams(streams, provisioning);
      var deadLetters = new DeadLetterStreams(streams, provisioning, transport, time);
      DeadLetterStreams.warn(config.handlers());
      var loading =
          new HandlerLoading(
              outbox,
              observer,
              deadLetters,
              retries,
              new ParkedStreams(streams, provisioning, transport),
              new Throttles(machine, config.limits(), time));
      var memory = new MessageMemory(config.receive().memory());
      var workers = new ArrayList<ManagedWorker>();
      var keeping = new ArrayList<WorkerSpec<?>>();
      for (HandlerParts made : parts.handlers()) {
        HandlerConfig handler = made.config();
        List<WorkerSpec<?>> specs = loading.specs(made, memory);
        workers.add(
            SideStreams.needsLeases(config, handler)
                ? leases.worker(handler, specs, transport, observer, housekeeper)
                : new Worker(
                    specs.getFirst(), transport, observer, housekeeper, Worker.Care.SUPERVISED));
        if (handler.giveUp().deadLetters()) {
          keeping.addAll(specs);
        }
      }
      for (ResponderParts made : parts.responders()) {
        workers.add(
            new ResponderWorker(HandlerLoading.spec(made), requests, observer, housekeeper));
      }
      return new WorkerRuntime(
          outbox,
          ids,
          requests,
          observer,
          Workers.fork(
              workers,
              deadLetters.watches(keeping, ending, observer, housekeeper),
              objects::close,
              housekeeper,
              transport,
              StopLimits.of(config.shutdown())));
    } catch (RuntimeException | Error e) {
      Workers.close("the handlers", () -> objects.close(config.shutdown().interrupt()));
      Workers.close("the housekeeper", housekeeper::close);
      Workers.close("the connection", transport::close);
      throw e;
    }
  }

  /** {@link #check(WeftConfig, UserClasses)} with the calling thread's class loader. */
  public static List<String> check(WeftConfig config) {
    return check(config, UserClasses.of(ContextLoader.find()));
  }

  /**
   * {@link #checkHandlers}, and compares every configured stream and consumer with what the server
   * has. Changes nothing there.
   *
   * @return what differs, cannot be made or is missing for good, a line each; empty if {@link
   *     #start} would work
   * @throws TransportException if the server cannot be reached
   */
  public static List<String> check(WeftConfig config, UserClasses classes) {
    var problems = new ArrayList<>(checkHandlers(config, classes));
    try (Transport transport = connect(config)) {
      var streams = new SideStreams(config, transport);
      Machine machine = Machine.real();
      Transport.Survey survey = transport.survey(consumers(config));
      try {
        new DataCheck(classes, transport)
            .problems(config.handlers())
            .forEach(problem -> problems.add(problem.toString()));
        problems.addAll(new Provisioning(transport, machine, machine).check(plan(config, streams)));
      } finally {
        survey.close();
      }
    }
    return List.copyOf(problems);
  }

  /**
   * Constructs the handlers and all that goes with them as {@link #start} does, without a
   * connection, and closes them again. A constructor that publishes or asks fails.
   *
   * @return what cannot be made, a line each; empty if all can
   */
  public static List<String> checkHandlers(WeftConfig config, UserClasses classes) {
    Machine machine = Machine.real();
    var objects = new UserObjects(machine, classes.supplied());
    MessageIds ids = MessageIds.of(machine);
    var unconnected = new Unconnected();
    try {
      new Construction(classes.supplied(), objects, unconnected, ids, unconnected, Observer.none())
          .of(config);
      return List.of();
    } catch (ConfigurationException e) {
      return e.problems().stream().map(ConfigurationProblem::toString).toList();
    } finally {
      objects.close(config.shutdown().interrupt());
    }
  }

  private static void refuse(List<ConfigurationProblem> problems) {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  private static Plan plan(WeftConfig config, SideStreams streams) {
    return new Plan(
        Stream.concat(config.streams().stream().map(ProvidedStream::of), streams.needed().stream())
            .toList(),
        config.handlers());
  }

  private static List<ConsumerSpec> consumers(WeftConfig config) {
    return config.handlers().stream().flatMap(handler -> handler.consumers().stream()).toList();
  }

  /**
   * Blocks until the workers have been stopped and all is closed.
   *
   * @throws IllegalStateException if a worker ended by itself, which none may; the others were
   *     stopped because of it
   * @throws InterruptedException if the waiting thread is interrupted; the workers go on
   */
  public void join() throws InterruptedException {
    workers.join();
  }

  /**
   * Drains: takes no more, hands back what was received but not started, lets the messages in work
   * finish for {@code shutdown.drain} at most, interrupts what is left for {@code
   * shutdown.interrupt} at most, closes the handlers that are {@link AutoCloseable} within what is
   * left of these two, sends the last acknowledgements and closes the connection. Blocks until that
   * is done; every caller waits for the one drain.
   */
  public void stop() {
    workers.stop();
  }

  /**
   * As {@link #stop}, but interrupts the messages in work at once; also while {@code stop} waits.
   */
  public void stopNow() {
    workers.stopNow();
  }

  /** Why this process should be given no work now, a line each; empty if it is ready. */
  public List<String> problems() {
    return workers.problems();
  }

  /**
   * Has a handler take no more messages until {@link #resume}, or until the process ends: nothing
   * keeps the pause beyond that, and the handler's other replicas go on. What it had received and
   * not started is handed back, which counts as a delivery of each; blocks until that is sent, for
   * a few seconds at most. The message in work finishes. A second call does nothing.
   *
   * @throws IllegalArgumentException if no handler of this name is at work
   */
  public void pause(String handler) {
    workers.pause(handler);
  }

  /**
   * Takes {@link #pause} back, and has a handler go on that stopped by {@code on-exhausted = stop};
   * does nothing if there was neither. A pause that the handler's breaker made goes on.
   *
   * @throws IllegalArgumentException if no handler of this name is at work
   */
  public void resume(String handler) {
    workers.resume(handler);
  }

  /** A publisher on the runtime's connection; works until the runtime is stopped. */
  public <T> Publisher<T> publisher(Codec<T> codec) {
    return new CodecPublisher<>(codec, outbox, observer, ids);
  }

  /**
   * A requester on the runtime's connection; works until the runtime is stopped.
   *
   * @param requests encodes what is asked
   * @param answers decodes what is answered
   */
  public <Q, A> Requester<Q, A> requester(Codec<Q> requests, Codec<A> answers) {
    return new CodecRequester<>(requests, answers, this.requests, observer);
  }

  /** {@link #stop}. */
  @Override
  public void close() {
    stop();
  }

  private static Transport connect(WeftConfig config) {
    return config.transport() == TransportKind.MEMORY
        ? new MemoryTransport()
        : JetStreamTransport.connect(
            config.nats(), config.publishTimeout(), config.receive().window());
  }
}
