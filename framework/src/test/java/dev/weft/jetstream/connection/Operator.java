package dev.weft.jetstream.connection;

import io.nats.client.NKey;
import io.nats.client.support.JsonSerializable;
import io.nats.client.support.JwtUtils;
import java.security.SecureRandom;

/** An operator with one account and one user in it, as a server and a client are told of them. */
final class Operator {

  private static final String UNLIMITED =
      """
      {"type":"account","version":2,"limits":{"subs":-1,"data":-1,"payload":-1,"imports":-1,\
      "exports":-1,"wildcards":true,"conn":-1,"leaf":-1,"mem_storage":-1,"disk_storage":-1,\
      "streams":-1,"consumer":-1}}""";
  private static final String TIERED =
      """
      {"type":"account","version":2,"limits":{"subs":-1,"data":-1,"payload":-1,"imports":-1,\
      "exports":-1,"wildcards":true,"conn":-1,"leaf":-1,"tiered_limits":{\
      "R1":{"mem_storage":-1,"disk_storage":-1,"streams":2,"consumer":-1},\
      "R3":{"mem_storage":-1,"disk_storage":-1,"streams":1,"consumer":-1}}}}""";
  private static final String OPERATOR = "{\"type\":\"operator\",\"version\":2}";

  private final String serverConfig;
  private final String credentials;
  private final String seed;

  Operator(String name) throws Exception {
    this(name, UNLIMITED);
  }

  private Operator(String name, String limits) throws Exception {
    var random = new SecureRandom();
    NKey operator = NKey.createOperator(random);
    NKey system = NKey.createAccount(random);
    NKey account = NKey.createAccount(random);
    NKey user = NKey.createUser(random);
    this.serverConfig =
        """
        operator: %s
        system_account: %s
        resolver: MEMORY
        resolver_preload: { %s: %s, %s: %s }
        """
            .formatted(
                jwt(operator, operator, name, OPERATOR),
                id(system),
                id(system),
                jwt(operator, system, "SYS", "{\"type\":\"account\",\"version\":2}"),
                id(account),
                jwt(operator, account, "APP", limits));
    this.seed = String.valueOf(user.getSeed());
    this.credentials =
        JwtUtils.NATS_USER_JWT_FORMAT.formatted(
            JwtUtils.issueUserJWT(account, id(account), id(user)), seed);
  }

  /** One whose account has tiers: two streams of one replica, and one of three. */
  static Operator withTiers(String name) throws Exception {
    return new Operator(name, TIERED);
  }

  String serverConfig() {
    return serverConfig;
  }

  /** The content of the user's credentials file. */
  String credentials() {
    return credentials;
  }

  /** The user's secret. */
  String seed() {
    return seed;
  }

  private static String jwt(NKey issuer, NKey subject, String name, String claim) throws Exception {
    JsonSerializable json = () -> claim;
    return JwtUtils.issueJWT(
        issuer, id(subject), name, null, JwtUtils.currentTimeSeconds(), id(issuer), json);
  }

  private static String id(NKey key) throws Exception {
    return String.valueOf(key.getPublicKey());
  }
}
