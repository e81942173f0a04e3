package dev.weft.faults;

import dev.weft.testing.NatsServer;
import java.time.Duration;
import java.util.List;

/** What befalls the server or the way to it, for a while. */
enum Disturbance {
  SERVER_KILLED {
    @Override
    void befall(NatsServer server, TcpProxy network, Duration time) throws InterruptedException {
      server.kill();
      Pause.of(time);
      server.restart();
    }
  },
  SERVER_FROZEN {
    @Override
    void befall(NatsServer server, TcpProxy network, Duration time) throws InterruptedException {
      server.freeze();
      Pause.of(time);
      server.thaw();
    }
  },
  NETWORK_CUT {
    @Override
    void befall(NatsServer server, TcpProxy network, Duration time) throws InterruptedException {
      network.cut();
      Pause.of(time);
      network.restore();
    }
  },
  NETWORK_SLOW {
    @Override
    void befall(NatsServer server, TcpProxy network, Duration time) throws InterruptedException {
      network.slow(Duration.ofMillis(50), 200_000);
      Pause.of(time);
      network.restore();
    }
  },
  CONNECTIONS_RESET {
    @Override
    void befall(NatsServer server, TcpProxy network, Duration time) {
      network.reset();
    }
  };

  static final List<Disturbance> ALL = List.of(values());

  /** Returns when it is over. */
  abstract void befall(NatsServer server, TcpProxy network, Duration time)
      throws InterruptedException;
}
