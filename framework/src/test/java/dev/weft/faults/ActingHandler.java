package dev.weft.faults;

import dev.weft.Handler;
import dev.weft.HandlerContext;
import dev.weft.Message;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** The handler that every configuration of this suite names; acts as its worker was told. */
public final class ActingHandler implements Handler<String> {

  private static final Map<String, Handler<String>> ACTS = new ConcurrentHashMap<>();

  private final Handler<String> act;

  /** Looks up its act by the handler's name. */
  public ActingHandler(HandlerContext context) {
    this.act =
        Objects.requireNonNull(ACTS.get(context.name()), "no act for handler " + context.name());
  }

  /** What the handler of this name is to do, for workers that start from now on. */
  static void act(String name, Handler<String> act) {
    ACTS.put(name, act);
  }

  @Override
  public void handle(Message<String> message) throws Exception {
    act.handle(message);
  }
}
