package com.example.billing;

import dev.weft.Headers;
import dev.weft.MessageKey;
import org.springframework.stereotype.Component;

/** The key of an invoice: those of one customer are entered in their order. */
@Component
public class ByCustomer implements MessageKey {

  private final InvoiceCodec codec;

  ByCustomer(InvoiceCodec codec) {
    this.codec = codec;
  }

  @Override
  public String of(String subject, Headers headers, byte[] data) {
    return codec.decode(data).customer();
  }
}
