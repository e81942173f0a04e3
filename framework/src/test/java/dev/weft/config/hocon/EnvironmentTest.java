package dev.weft.config.hocon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.ConfigurationException;
import dev.weft.config.Reading;
import dev.weft.config.WeftConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads in a JVM of its own, since a JVM cannot change its environment. */
class EnvironmentTest {

  @TempDir private Path folder;

  /** The JVM that prints what it reads. */
  static final class Reader {

    private Reader() {}

    public static void main(String[] args) {
      try {
        WeftConfig config = WeftConfig.load(Path.of(args[0]), Reading.CLASSES);
        System.out.println(config.nats().servers());
        System.out.println(config.handlers().getFirst().settlement().retry().maxDelay());
        System.out.println(
            config.handlers().getFirst().consumer().settings().get("max_ack_pending"));
      } catch (ConfigurationException e) {
        e.problems().forEach(System.out::println);
      }
    }
  }

  private List<String> read(Map<String, String> environment)
      throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("application.conf"), Reading.HANDLER);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dconfig.override_with_env_vars=true",
            "-cp",
            System.getProperty("java.class.path"),
            Reader.class.getName(),
            file.toString());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.lines().toList();
  }

  @Test
  void variablesReplaceWhatIsInTheFile() throws IOException, InterruptedException {
    assertThat(
            read(
                Map.of(
                    "NATS_URL", "nats://a:4222,nats://b:4222",
                    "CONFIG_FORCE_weft_handlers_charge_retry_max__delay", "9s",
                    "CONFIG_FORCE_weft_handlers_charge_consumer_max___ack___pending", "7")))
        .containsExactly("[nats://a:4222, nats://b:4222]", "PT9S", "7");
  }

  @Test
  void aVariableIsNamedAsOne() throws IOException, InterruptedException {
    assertThat(
            read(
                Map.of(
                    "NATS_URL", "http://u:s3cret@a",
                    "CONFIG_FORCE_weft_http_port", "x",
                    "CONFIG_FORCE_weft_handlers_charge_retry_max__dely", "9s")))
        .containsExactlyInAnyOrder(
            "env var NATS_URL: weft.nats.servers = http://***@a: expected an address such as"
                + " nats://host:4222 or tls://host:4222",
            "env var CONFIG_FORCE_weft_http_port: weft.http.port = x: expected a whole number",
            "env var CONFIG_FORCE_weft_handlers_charge_retry_max__dely:"
                + " weft.handlers.charge.retry.max-dely: unknown key; did you mean max-delay?");
  }
}
