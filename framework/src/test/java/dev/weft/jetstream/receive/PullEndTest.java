package dev.weft.jetstream.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Message;
import io.nats.client.support.Status;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** What a status says of the other pulls. */
class PullEndTest {

  @Test
  void aLeaderThatIsGoneHasGivenUpAllOfThem() {
    assertThat(isOfLeader(409, "Leadership Change")).isTrue();
    assertThat(isOfLeader(409, "Server Shutdown")).isTrue();
    assertThat(isOfLeader(503, "No Responders Available For Request")).isTrue();
  }

  @Test
  void whatEndsOnePullAloneEndsNoOther() {
    assertThat(isOfLeader(408, "Request Timeout")).isFalse();
    assertThat(isOfLeader(409, "Batch Completed")).isFalse();
    assertThat(isOfLeader(409, "Exceeded MaxWaiting")).isFalse();
  }

  private static boolean isOfLeader(int code, String text) {
    var status = new Status(code, text);
    var message =
        (Message)
            Proxy.newProxyInstance(
                Message.class.getClassLoader(),
                new Class<?>[] {Message.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("getStatus")) {
                    return status;
                  }
                  throw new UnsupportedOperationException(method.getName());
                });
    return PullEnd.isOfLeader(message);
  }
}
