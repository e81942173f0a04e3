package dev.weft.telemetry;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;

/**
 * The attributes of spans and metrics: those of the messaging and RPC semantic conventions, and
 * Weft's own.
 *
 * <p>The conventions are not stable yet, so their constants are not taken from a library that would
 * have to be of one version with ours.
 */
final class Keys {

  static final AttributeKey<String> SYSTEM = stringKey("messaging.system");
  static final AttributeKey<String> OPERATION_NAME = stringKey("messaging.operation.name");
  static final AttributeKey<String> OPERATION_TYPE = stringKey("messaging.operation.type");
  static final AttributeKey<String> DESTINATION = stringKey("messaging.destination.name");
  static final AttributeKey<String> TEMPLATE = stringKey("messaging.destination.template");
  static final AttributeKey<String> CONSUMER_GROUP = stringKey("messaging.consumer.group.name");
  static final AttributeKey<String> MESSAGE_ID = stringKey("messaging.message.id");
  static final AttributeKey<Long> BODY_SIZE = longKey("messaging.message.body.size");
  static final AttributeKey<String> SERVER_ADDRESS = stringKey("server.address");
  static final AttributeKey<Long> SERVER_PORT = longKey("server.port");
  static final AttributeKey<String> ERROR_TYPE = stringKey("error.type");
  static final AttributeKey<String> EXCEPTION_TYPE = stringKey("exception.type");
  static final AttributeKey<String> EXCEPTION_MESSAGE = stringKey("exception.message");
  static final AttributeKey<String> EXCEPTION_STACK = stringKey("exception.stacktrace");

  static final AttributeKey<String> RPC_SYSTEM = stringKey("rpc.system.name");
  static final AttributeKey<String> STATUS_CODE = stringKey("rpc.response.status_code");

  static final AttributeKey<String> HANDLER = stringKey("weft.handler");
  static final AttributeKey<String> STREAM = stringKey("weft.stream");
  static final AttributeKey<Long> SEQUENCE = longKey("weft.sequence");
  static final AttributeKey<Long> ATTEMPT = longKey("weft.attempt");
  static final AttributeKey<String> OUTCOME = stringKey("weft.outcome");
  static final AttributeKey<String> INCIDENT = stringKey("weft.incident");
  static final AttributeKey<Boolean> SENT = booleanKey("weft.sent");
  static final AttributeKey<Boolean> DUPLICATE = booleanKey("weft.duplicate");

  private Keys() {}
}
