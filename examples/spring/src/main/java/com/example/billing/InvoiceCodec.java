package com.example.billing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.Codec;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Reads and writes the partners' lines. */
@Component
public class InvoiceCodec implements Codec<Invoice> {

  private final String separator;

  InvoiceCodec(@Value("${billing.separator:;}") String separator) {
    this.separator = separator;
  }

  @Override
  public String contentType() {
    return "text/csv";
  }

  @Override
  public byte[] encode(Invoice invoice) {
    return String.join(
            separator, invoice.customer(), invoice.number(), String.valueOf(invoice.cents()))
        .getBytes(UTF_8);
  }

  @Override
  public Invoice decode(byte[] data) {
    String[] fields = new String(data, UTF_8).split(separator, -1);
    return new Invoice(fields[0], fields[1], Long.parseLong(fields[2]));
  }
}
