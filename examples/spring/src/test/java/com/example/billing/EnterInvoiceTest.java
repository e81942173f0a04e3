package com.example.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.DeadLetter;
import dev.weft.testkit.Handled;
import dev.weft.testkit.WeftExtension;
import dev.weft.testkit.WeftTestKit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** The beans under the application's configuration, without a server. */
class EnterInvoiceTest {

  @AutoClose
  private final AnnotationConfigApplicationContext beans =
      new AnnotationConfigApplicationContext(
          SpringFactory.class,
          EnterInvoice.class,
          TellBalance.class,
          Audit.class,
          InvoiceCodec.class,
          ByCustomer.class,
          Ledger.class);

  @RegisterExtension
  final WeftExtension weft =
      WeftExtension.of(
          () -> WeftTestKit.of("application.conf").factory(beans.getBean(SpringFactory.class)));

  @Test
  void aRepeatedInvoiceIsEnteredOnce(WeftTestKit kit) {
    publish(kit, new Invoice("acme", "I-1", 1_999));
    publish(kit, new Invoice("acme", "I-1", 1_999));

    assertThat(kit.handled("enter-invoice")).hasSize(2).allMatch(Handled::isAcked);
    assertThat(beans.getBean(Ledger.class).owedBy("acme")).isEqualTo(1_999);
  }

  @Test
  void anInvoiceOfNothingIsKeptAsADeadLetter(WeftTestKit kit) {
    publish(kit, new Invoice("acme", "I-2", 0));

    assertThat(kit.deadLetters("INVOICES"))
        .extracting(DeadLetter::reason)
        .containsExactly("RejectException: an invoice of nothing");
  }

  private void publish(WeftTestKit kit, Invoice invoice) {
    kit.publisher(beans.getBean(InvoiceCodec.class)).publish("invoices.new", invoice);
  }
}
