package dev.weft.testkit;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Starts a kit for each test that asks for one by a parameter of the test or of its {@code
 * BeforeEach} and {@code AfterEach} methods, all of which get the same, and closes it after them.
 *
 * <p>{@link WeftTest} brings it along. Where the test constructs its handlers, register it as a
 * field instead:
 *
 * <pre>{@code
 * @RegisterExtension
 * final WeftExtension weft =
 *     WeftExtension.of(
 *         () -> WeftTestKit.of("application.conf").handler("charge-order", new ChargeOrder(fake)));
 * }</pre>
 */
public final class WeftExtension implements ParameterResolver, AfterEachCallback {

  private static final Namespace NAMESPACE = Namespace.create(WeftExtension.class);

  private final Supplier<KitBuilder> builder;
  private final boolean annotated;

  /** For {@link WeftTest}, which says what to run. */
  public WeftExtension() {
    this.builder = () -> WeftTestKit.of("application.conf");
    this.annotated = true;
  }

  private WeftExtension(Supplier<KitBuilder> builder) {
    this.builder = builder;
    this.annotated = false;
  }

  /**
   * For a field.
   *
   * @param builder asked for each test; not started by itself
   */
  public static WeftExtension of(Supplier<KitBuilder> builder) {
    return new WeftExtension(builder);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    // A constructor's, and a BeforeAll method's, would outlive the test.
    return parameter.getParameter().getType() == WeftTestKit.class
        && test.getTestMethod().isPresent();
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    Store store = test.getStore(NAMESPACE);
    WeftTestKit there = store.get(WeftTestKit.class, WeftTestKit.class);
    if (there != null) {
      return there;
    }
    WeftTestKit kit = (annotated ? annotated(test) : builder.get()).start();
    store.put(WeftTestKit.class, kit);
    return kit;
  }

  @Override
  public void afterEach(ExtensionContext test) {
    WeftTestKit kit = test.getStore(NAMESPACE).remove(WeftTestKit.class, WeftTestKit.class);
    if (kit != null) {
      kit.close();
    }
  }

  private KitBuilder annotated(ExtensionContext test) {
    // The method, its class, the classes that one is nested in: the nearest one counts.
    return Stream.iterate(
            Optional.of(test), Optional::isPresent, at -> at.flatMap(ExtensionContext::getParent))
        .flatMap(Optional::stream)
        .flatMap(at -> AnnotationSupport.findAnnotation(at.getElement(), WeftTest.class).stream())
        .findFirst()
        .map(WeftExtension::builder)
        .orElseGet(builder);
  }

  private static KitBuilder builder(WeftTest test) {
    KitBuilder builder = WeftTestKit.of(test.config());
    for (String settings : test.settings()) {
      builder.settings(settings);
    }
    return builder;
  }
}
