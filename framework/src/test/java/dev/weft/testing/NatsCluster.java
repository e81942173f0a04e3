package dev.weft.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Three real nats-servers that form a cluster, for streams with three replicas. Runs as processes
 * of this machine only: each has to reach the others' route ports.
 */
public final class NatsCluster implements AutoCloseable {

  private static final int SIZE = 3;

  private final Map<String, NatsServer> servers = new LinkedHashMap<>();

  private NatsCluster() {}

  /** Starts the servers {@code n1} to {@code n3}; they may not have found each other yet. */
  public static NatsCluster start() {
    var ports = new ArrayList<Integer>();
    for (int i = 0; i < SIZE; i++) {
      ports.add(Ports.free());
    }
    String routes =
        ports.stream().map(port -> "nats://127.0.0.1:" + port).collect(Collectors.joining(","));
    var cluster = new NatsCluster();
    try {
      for (int i = 0; i < SIZE; i++) {
        String name = "n" + (i + 1);
        cluster.servers.put(name, start(name, ports.get(i), routes));
      }
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  private static NatsServer start(String name, int port, String routes) {
    String listen = "nats://127.0.0.1:" + port;
    return NatsServer.start(
        "-n", name, "--cluster_name", "weft", "--cluster", listen, "--routes", routes);
  }

  /** The servers' addresses. */
  public List<String> urls() {
    return servers.values().stream().map(NatsServer::url).toList();
  }

  /** A server by the name that the cluster's own answers use, such as a leader's. */
  public NatsServer server(String name) {
    NatsServer server = servers.get(name);
    if (server == null) {
      throw new IllegalArgumentException("server " + name + ": expected one of " + names());
    }
    return server;
  }

  private List<String> names() {
    return List.copyOf(servers.keySet());
  }

  @Override
  public void close() {
    servers.values().forEach(NatsServer::close);
  }
}
