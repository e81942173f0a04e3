package dev.weft.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.weft.ConfigurationException;
import dev.weft.app.readme.GreetCustomer;
import dev.weft.codec.Codecs;
import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.runtime.load.UserClasses;
import org.junit.jupiter.api.Test;

/** Without the libraries of the optional codecs, which the program does not bring. */
class OptionalCodecTest {

  private final UserClasses classes = UserClasses.of(getClass().getClassLoader());

  @Test
  void aCodecWhoseLibraryIsMissingFailsTheStartAndNamesIt() {
    assertThatThrownBy(() -> start("protobuf"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("weft.handlers.greet")
        .hasMessageContaining("codec = protobuf: needs com.google.protobuf:protobuf-java");
    assertThatThrownBy(() -> start("cloudevents"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("codec = cloudevents: needs io.cloudevents:cloudevents-core");
  }

  @Test
  void theOtherCodecsWorkWithoutThem() {
    assertThat(Codecs.forType(GreetCustomer.Joined.class).contentType())
        .isEqualTo("application/json");
    start("auto").close();
  }

  private WorkerRuntime start(String codec) {
    WeftConfig config =
        WeftConfig.read(
            ConfigFactory.parseString(
                """
                weft.transport = memory
                weft.streams.CUSTOMERS { subjects = ["customers.>"] }
                weft.handlers.greet { class = %s, stream = CUSTOMERS, codec = %s }
                """
                    .formatted(GreetCustomer.class.getName(), codec)),
            classes);
    return WorkerRuntime.start(config, classes, Observer.none());
  }
}
