package dev.weft.codec;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.math.BigDecimal;

/** Makes trees whose decimals are as they were written. */
final class ExactNodes extends JsonNodeFactory {

  private static final long serialVersionUID = 1L;

  ExactNodes() {
    super(true);
  }

  @Override
  public ValueNode numberNode(BigDecimal number) {
    return super.numberNode(BoundedDecimals.checked(number));
  }
}
