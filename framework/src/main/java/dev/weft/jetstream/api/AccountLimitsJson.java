package dev.weft.jetstream.api;

import dev.weft.TransportException;
import dev.weft.codec.json.Json;
import dev.weft.transport.AccountLimits;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads an account's limits in the JSON in which the server gives them. */
final class AccountLimitsJson {

  private static final Logger log = LoggerFactory.getLogger(AccountLimitsJson.class);

  private AccountLimitsJson() {}

  /** Those of this user's account; none if it may not ask for them. */
  static AccountLimits ask(JetStreamApi api) {
    try {
      return read(api.account());
    } catch (TransportException e) {
      log.debug("the account's limits are not known", e);
      return AccountLimits.NONE;
    }
  }

  /**
   * The limits of an account. One with tiers has limits for each number of replicas, and none for
   * all of them; a stream may be of any tier, so what one of them allows the account allows.
   */
  static AccountLimits read(Json account) {
    Collection<Json> tiers = account.path("tiers").fields().values();
    if (tiers.isEmpty()) {
      tiers = List.of(account);
    }
    long more = 0;
    boolean bytesRequired = false;
    for (Json tier : tiers) {
      more += moreStreams(tier);
      bytesRequired |= tier.path("limits").path("max_bytes_required").asBoolean();
    }
    return new AccountLimits((int) Math.min(Integer.MAX_VALUE, more), bytesRequired);
  }

  private static int moreStreams(Json tier) {
    int most = tier.path("limits").path("max_streams").asInt(-1);
    return most < 0 ? Integer.MAX_VALUE : Math.max(0, most - tier.path("streams").asInt());
  }
}
