package dev.weft.config.classes;

import dev.weft.codec.MessageKeys;
import dev.weft.config.hocon.Kind;
import dev.weft.config.hocon.Kinds;
import dev.weft.config.hocon.Section;
import java.util.List;
import java.util.Optional;

/** The kinds of values that name a class, each class checked. */
public final class ClassKinds {

  private static final List<String> CODECS =
      List.of("json", "string", "bytes", "protobuf", "cloudevents", "auto");
  private static final String CODEC = String.join(", ", CODECS) + " or the name of a class";

  private final ClassCheck check;

  public ClassKinds(ClassCheck check) {
    this.check = check;
  }

  public Kind<String> named(ClassRole role) {
    return Kinds.TEXT.<String>then(name -> checked(role, name)).called("the name of a class");
  }

  /** The same objects, and no class is wrong. */
  public ClassCheck unchecked() {
    return new ClassCheck() {
      @Override
      public Optional<String> problem(ClassRole role, String className) {
        return Optional.empty();
      }

      @Override
      public Optional<String> givenClass(String handler) {
        return check.givenClass(handler);
      }
    };
  }

  /** The name of a handler's class, which needs no constructor if an object is given for it. */
  public Kind<String> handler(String handler) {
    return named(check.isGiven(handler) ? ClassRole.GIVEN_HANDLER : ClassRole.HANDLER);
  }

  /** As {@link ClassCheck#givenClass}. */
  public Optional<String> given(String handler) {
    return check.givenClass(handler);
  }

  /** Whether a class can be used so, save for what is wrong with it otherwise. */
  public boolean isA(ClassRole role, String name) {
    return check.problem(role, name).isEmpty();
  }

  /** One of Weft's codecs, or a class; without a dot in it, it is a misspelt codec of Weft's. */
  Kind<String> codec() {
    return Kinds.TEXT
        .<String>then(
            name -> {
              if (CODECS.contains(name)) {
                return new Kind.Fit.Fits<>(name);
              }
              return name.contains(".")
                  ? checked(ClassRole.CODEC, name)
                  : new Kind.Fit.Unfit<>("expected " + CODEC);
            })
        .called(CODEC);
  }

  /** Notes what is wrong with a class's payloads and their codec, unless either was refused. */
  public void checkPayload(Section own, ClassRole role, String className, CodecConfig codec) {
    if (className.isEmpty() || codec.name().isEmpty()) {
      return;
    }
    if (own.has("json") && !codec.readsJson()) {
      own.problem("json", "goes with codec = json or auto, not with codec = " + codec.name());
    }
    check
        .payloadProblem(role, className, codec)
        .ifPresent(what -> own.problem(own.has("codec") ? "codec" : "class", what));
  }

  /** As {@link ClassCheck#isMadeOfData}, of a handler that may have been refused. */
  public boolean isMadeOfData(String className, CodecConfig codec) {
    return !className.isEmpty() && !codec.name().isEmpty() && check.isMadeOfData(className, codec);
  }

  /** Where a message's key is, or a class that tells it. */
  public Kind<String> key() {
    return Kinds.TEXT
        .<String>then(
            text -> {
              if (!MessageKeys.isBuiltIn(text) && text.contains(".")) {
                return checked(ClassRole.KEY, text);
              }
              try {
                MessageKeys.parse(text);
                return new Kind.Fit.Fits<>(text);
              } catch (IllegalArgumentException e) {
                return new Kind.Fit.Unfit<>(String.valueOf(e.getMessage()));
              }
            })
        .called("where the key is");
  }

  private Kind.Fit<String> checked(ClassRole role, String name) {
    return check
        .problem(role, name)
        .<Kind.Fit<String>>map(Kind.Fit.Unfit::new)
        .orElseGet(() -> new Kind.Fit.Fits<>(name));
  }
}
