package dev.weft.simulation.run;

import dev.weft.HandlerContext;
import dev.weft.HandlerFactory;
import dev.weft.simulation.scenario.Scenario;
import java.util.Optional;

/** Makes the objects that a configuration names, for one incarnation of a replica. */
final class ScriptedObjects implements HandlerFactory {

  private final Scenario scenario;
  private final Place place;
  private final World.Counts counts;

  ScriptedObjects(Scenario scenario, Place place, World.Counts counts) {
    this.scenario = scenario;
    this.place = place;
    this.counts = counts;
  }

  @Override
  public <T> Optional<T> create(Class<T> type, HandlerContext context) {
    return Optional.of(type.cast(make(type, context.name())));
  }

  private Object make(Class<?> type, String name) {
    var script = new Script(name, scenario, place, counts);
    if (type == ScriptedCodec.class) {
      return new ScriptedCodec(script);
    }
    var finish = new Finish(place, scenario.shape().handler(name).delivering().manual());
    if (type == ScriptedBatchHandler.class) {
      return new ScriptedBatchHandler(script, finish);
    }
    var handler = new ScriptedHandler(script, finish);
    return type == ScriptedMiddleware.class ? new ScriptedMiddleware(script, handler) : handler;
  }
}
