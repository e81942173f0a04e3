package com.example.billing;

import dev.weft.HandlerContext;
import dev.weft.HandlerFactory;
import java.util.Optional;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.stereotype.Component;

/** Has Spring make what Weft's configuration names by its class, where there is a bean of it. */
@Component
public class SpringFactory implements HandlerFactory {

  private final ListableBeanFactory beans;

  SpringFactory(ListableBeanFactory beans) {
    this.beans = beans;
  }

  @Override
  public <T> Optional<T> create(Class<T> type, HandlerContext context) {
    return Optional.ofNullable(beans.getBeanProvider(type).getIfAvailable());
  }

  @Override
  public void destroy(Object bean) {
    // Spring closes its beans by itself, after Weft has stopped.
  }
}
