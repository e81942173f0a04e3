package dev.weft.runtime;

import dev.weft.HandlerContext;
import dev.weft.RefuseException;
import dev.weft.Request;
import dev.weft.Requester;
import dev.weft.Responder;
import java.util.concurrent.atomic.AtomicInteger;

/** Responders as users write them, public and with public constructors. */
public final class TestResponders {

  private TestResponders() {}

  /** What is asked, as JSON. */
  public record Query(String product) {}

  /** What is answered, as JSON. */
  public record Price(String product, int cents, int replica) {}

  /** Does what the product's name says. */
  public static final class Prices implements Responder<Query, Price> {

    private static final AtomicInteger REPLICAS = new AtomicInteger();
    private final int replica = REPLICAS.incrementAndGet();

    @Override
    public Price respond(Request<Query> request) throws InterruptedException {
      String product = request.payload().product();
      switch (product) {
        case "gated" -> {
          TestHandlers.SEEN.add("started");
          TestHandlers.GATE.acquire();
        }
        case "slow" -> Thread.sleep(20);
        case "unknown" -> throw new RefuseException(404, "unknown-product", "no such product");
        case "failing" -> throw new IllegalStateException("no database");
        default -> TestHandlers.SEEN.add(product);
      }
      return new Price(product, 100, replica);
    }
  }

  /** Asks the responder on {@code prices.get}, and answers what that answers. */
  public static final class Relay implements Responder<Query, Price> {

    private final Requester<Query, Price> prices;

    /** Takes its requester from the runtime. */
    public Relay(HandlerContext context) {
      this.prices = context.requester(Query.class, Price.class);
    }

    @Override
    public Price respond(Request<Query> request) {
      return prices.request("prices.get", request.payload());
    }
  }
}
