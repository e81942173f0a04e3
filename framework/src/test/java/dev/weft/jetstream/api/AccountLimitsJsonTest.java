package dev.weft.jetstream.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.codec.json.Json;
import dev.weft.transport.AccountLimits;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AccountLimitsJsonTest {

  @Test
  void whatIsThereIsTakenOffTheLimit() throws IOException {
    assertThat(read("{'streams':3,'limits':{'max_streams':5,'max_bytes_required':true}}"))
        .isEqualTo(new AccountLimits(2, true));
    assertThat(read("{'streams':7,'limits':{'max_streams':5}}"))
        .isEqualTo(new AccountLimits(0, false));
  }

  @Test
  void anAccountWithoutLimitsMayHaveAnyNumber() throws IOException {
    assertThat(read("{'streams':3,'limits':{'max_streams':-1}}")).isEqualTo(AccountLimits.NONE);
    assertThat(read("{}")).isEqualTo(AccountLimits.NONE);
  }

  @Test
  void oneWithTiersMayHaveWhatTheyAllowTogether() throws IOException {
    assertThat(
            read(
                "{'streams':0,'limits':{'max_streams':0},'tiers':{"
                    + "'R1':{'streams':1,'limits':{'max_streams':2}},"
                    + "'R3':{'streams':0,'limits':{'max_streams':1,'max_bytes_required':true}}}}"))
        .isEqualTo(new AccountLimits(2, true));
    assertThat(
            read(
                "{'limits':{'max_streams':0},'tiers':{"
                    + "'R1':{'streams':1,'limits':{'max_streams':-1}},"
                    + "'R3':{'streams':0,'limits':{'max_streams':1}}}}"))
        .isEqualTo(AccountLimits.NONE);
  }

  private static AccountLimits read(String json) throws IOException {
    return AccountLimitsJson.read(Json.read(json.replace('\'', '"').getBytes(UTF_8)));
  }
}
