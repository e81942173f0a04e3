package dev.weft.engine.dispatch;

import dev.weft.testing.Storm;
import dev.weft.testing.Stress;
import org.junit.jupiter.api.Test;

/** Mailboxes, under many random operations. */
@Stress
class MailboxesStressTest {

  @Test
  void theyDoAsTheModelSays() {
    Storm.rounds("mailboxes", random -> new MailboxesModel(random).run());
  }
}
