package dev.weft.app.readme;

import dev.weft.HandlerContext;
import dev.weft.HandlerFactory;
import java.util.Optional;

// What follows stands in docs/handlers.md too; HandlersDocTest compares.
final class InjectorFactory implements HandlerFactory {

  private final Injector injector;

  InjectorFactory(Injector injector) {
    this.injector = injector;
  }

  @Override
  public <T> Optional<T> create(Class<T> type, HandlerContext context) {
    // Spring: Optional.ofNullable(beans.getBeanProvider(type).getIfAvailable())
    return Optional.of(injector.getInstance(type));
  }
}
