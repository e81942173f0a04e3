package dev.weft.config.hocon;

import static dev.weft.config.Reading.CLASSES;
import static dev.weft.config.Reading.HANDLER;
import static dev.weft.config.Reading.problemsBeside;
import static dev.weft.config.Reading.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.ConfigurationException;
import dev.weft.config.WeftConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "weft.nats { password = s3cret }",
        "weft.nats { pasword = s3cret }",
        "weft.nats { password = [s3cret] }",
        "weft.nats { password { a = s3cret } }",
        "weft.nats { token = s3cret, user = u, password = s3cret }",
        "weft.nats { servers = \"http://u:s3cret@a\" }",
        "weft.nats { servers = \"nats://u:s3cret@a,nats://u:s3cret@b:x\" }",
        "weft.nats { servers = \"nats://u:s3cret,s3cret@a\" }",
        "weft.nats { servers = [\"nats://u:s3@cret/s3cret@a:x\"] }",
        "weft.nats { servers = [[\"nats://u:s3cret@a\"]] }",
        "weft.nats { servers = [{ url = \"nats://u:s3cret@a\" }] }",
        "weft.http { port = \"nats://u:s3cret@a\" }",
        "weft.nats { password \"s3cret\"\n }",
        "weft.nats { password = \"s3cret }",
        "weft.nats { password = s3cret : s3cret }",
        "weft.nats { password = s3cret`s3cret }",
        "weft.nats { password = \"\\s3cret\" }",
        "weft.nats { password := s3cret }",
        "weft.nats { password = $s3cret }",
        "weft.nats { password = it's s3cret { }",
        "weft.nats { token = ${no-such-variable}s3cret, password = s3cret }",
        "weft.nats { token = [s3cret] s3cret }",
        "weft.nats { token { a = s3cret } s3cret }",
        "weft.nats { token = ${a}, password = ${b} }\na = [s3cret]${b}\nb = {s3 = cret}"
      })
  void noProblemShowsASecret(String hocon, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("application.conf"), hocon);

    assertThatThrownBy(() -> WeftConfig.load(file, CLASSES))
        .isInstanceOf(ConfigurationException.class)
        .message()
        .contains("application.conf: ")
        .doesNotContain("s3")
        .doesNotContain("cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY",
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJlZDI1NTE5LW5rZXkifQ.e30.c2lnbmF0dXJl",
        "-----BEGIN PRIVATE KEY-----"
      })
  void aCredentialInPlaceOfAFilesNameIsNotShown(String credential) {
    assertThat(problemsBeside("weft.nats { nkey-file = \"" + credential + "\" }"))
        .containsExactly(
            "application.conf: 1: weft.nats.nkey-file = ***: no such file; expected one that can be"
                + " read");
  }

  @Test
  void theUserOfAnAddressIsMaskedAndTheHostIsNot() {
    assertThat(problemsBeside("weft.nats { servers = \"nats://u:s3cret@a:x\" }"))
        .containsExactly(
            "application.conf: 1: weft.nats.servers = nats://***@a:x: expected an address such as"
                + " nats://host:4222 or tls://host:4222");
  }

  @Test
  void theConfigurationDoesNotShowThemEither() {
    String user = "weft.nats { user = u, password = s3cret, servers = \"nats://x:s3cret@a\" }\n";
    String token = "weft.nats { token = s3cret }\n";

    assertThat(read(user + HANDLER).toString()).doesNotContain("s3cret");
    assertThat(read(token + HANDLER).toString()).doesNotContain("s3cret");
  }
}
