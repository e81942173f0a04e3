package dev.weft.engine.worker;

import dev.weft.MessageKey;
import dev.weft.ReceiveMode;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.delivery.InFlight;
import dev.weft.engine.delivery.Pipeline;
import dev.weft.engine.delivery.Settler;
import dev.weft.engine.dispatch.Concurrent;
import dev.weft.engine.dispatch.Dispatch;
import dev.weft.engine.dispatch.Keyed;
import dev.weft.engine.dispatch.KeyedExecutor;
import dev.weft.engine.dispatch.Serial;
import dev.weft.engine.dispatch.Slots;
import dev.weft.engine.flow.Gate;
import dev.weft.engine.source.MessageMemory;
import dev.weft.transport.ConsumerState;
import java.util.function.Supplier;

/**
 * What a worker's dispatch is made of.
 *
 * @param gate asked before each message
 * @param memory nothing is taken while it is full
 * @param housekeeper says when the wait before another attempt is over
 */
record DispatchParts(
    Gate gate,
    Pipeline pipeline,
    Settler settler,
    MessageMemory.Share memory,
    Housekeeper housekeeper) {

  /**
   * The dispatch that the specification asks for: by key, one after the other, or any at once.
   *
   * @param state how the worker's consumer stands, by the server's word
   * @param onStuck called when a handler that runs on the worker's thread does not return
   */
  Dispatch dispatch(WorkerSpec<?> spec, Supplier<ConsumerState> state, Runnable onStuck) {
    MessageKey key = spec.flow().key();
    if (key != null) {
      return keyed(spec, key, state);
    }
    return spec.slots() == 1
        ? new Serial(InFlight.oneAtATime(pipeline, settler), onStuck)
        : new Concurrent(
            spec.name(),
            spec.slots(),
            // What a throttle lets out is to begin at once.
            spec.intake().mode() == ReceiveMode.PUSH && !spec.flow().throttle().isOn(),
            gate,
            InFlight.severalAtOnce(pipeline, settler),
            memory);
  }

  private Keyed keyed(WorkerSpec<?> spec, MessageKey key, Supplier<ConsumerState> state) {
    var slots = new Slots(spec.name(), spec.flow().concurrency(), spec.flow().throttle());
    var inFlight = InFlight.severalAtOnce(pipeline, settler);
    var executor = new KeyedExecutor(slots, gate, inFlight, housekeeper, memory);
    return new Keyed(spec.name(), key, gate, settler, executor, state);
  }
}
