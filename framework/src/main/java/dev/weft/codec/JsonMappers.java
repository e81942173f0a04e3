package dev.weft.codec;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.RecyclerPool;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.weft.codec.JsonRules.Missing;
import dev.weft.codec.JsonRules.Types;
import dev.weft.codec.JsonRules.Unknown;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Weft's own mappers: one for each {@link JsonRules}, made when it is first asked for. */
final class JsonMappers {

  // Each level is several frames of the reading thread's stack, which the library's own bound of
  // 1000 levels may overflow. .NET's reader has 64, and Protobuf's 100.
  private static final int MAX_DEPTH = 200;

  // Buffers are kept by a pool, not by threads: a thread that lives for one message would make its
  // own, use them once, and hold them for as long as its handler waits.
  static final RecyclerPool<BufferRecycler> BUFFERS = JsonRecyclerPools.newConcurrentDequePool();

  private static final Map<JsonRules, JsonMapper> MADE = new ConcurrentHashMap<>();

  private JsonMappers() {}

  static JsonMapper of(JsonRules rules) {
    return MADE.computeIfAbsent(rules, JsonMappers::make);
  }

  private static JsonFactory factory() {
    return JsonFactory.builder()
        .recyclerPool(BUFFERS)
        .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .build();
  }

  private static JsonMapper make(JsonRules rules) {
    var values = new SimpleModule("weft-values").setDeserializerModifier(new BoundedDecimals());
    JsonMapper.Builder mapper =
        JsonMapper.builder(factory())
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .addModule(values)
            .nodeFactory(new ExactNodes())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .configure(
                DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                rules.unknown() == Unknown.REFUSE);
    if (rules.missing() == Missing.REFUSE) {
      mapper.annotationIntrospector(new RequiredComponents());
    }
    if (rules.types() == Types.STRICT) {
      beStrict(mapper);
    }
    return mapper.build();
  }

  private static void beStrict(JsonMapper.Builder mapper) {
    mapper
        .addModule(new SimpleModule("weft-strict").setDeserializerModifier(new StrictTypes()))
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
    for (LogicalType type : LogicalType.values()) {
      if (type != LogicalType.Untyped) {
        mapper.withCoercionConfig(
            type,
            to -> {
              to.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
              refuse(to, CoercionInputShape.Boolean, type != LogicalType.Boolean);
              refuse(to, CoercionInputShape.Float, type != LogicalType.Float);
              refuse(
                  to,
                  CoercionInputShape.Integer,
                  type != LogicalType.Float && type != LogicalType.Integer);
            });
      }
    }
    // What they can hold, many producers cannot write as a number; and as text it is as exact.
    for (Class<?> big : List.of(BigDecimal.class, BigInteger.class)) {
      mapper.withCoercionConfig(
          big, to -> to.setCoercion(CoercionInputShape.String, CoercionAction.TryConvert));
    }
    // Or the time would be cut off a day, and the zone off a time.
    for (Class<?> local : List.of(LocalDate.class, LocalDateTime.class, LocalTime.class)) {
      mapper.withConfigOverride(
          local, format -> format.setFormat(JsonFormat.Value.forLeniency(false)));
    }
  }

  private static void refuse(MutableCoercionConfig to, CoercionInputShape from, boolean refused) {
    if (refused) {
      to.setCoercion(from, CoercionAction.Fail);
    }
  }
}
