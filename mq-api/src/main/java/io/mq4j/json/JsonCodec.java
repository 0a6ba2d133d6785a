package io.mq4j.json;

import static java.util.Objects.requireNonNull;

import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.MqException;
import io.mq4j.Outcome;
import io.mq4j.Producer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns values into messages of content type {@code application/json} and back. A body that can't
 * be read is an {@link MqException} of kind UNDECODABLE that tells the place but nothing of the
 * content, and so has no cause: Jackson's own texts quote the body.
 *
 * <p>Only the type that the program names is ever made, and what its own fields name: a class name
 * in a body has no effect, unless the program annotates its types so.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class JsonCodec {
  private static final String CONTENT_TYPE = "application/json";

  private final JsonMapper mapper;

  private JsonCodec(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /**
   * The usual codec. Reading, it leaves out properties that the type or the body doesn't have, so
   * that either side can add some, and refuses what would have to be corrected: anything behind the
   * value, null for a primitive, text for a number, a fraction for a whole number. Times are
   * written in ISO 8601.
   */
  public static JsonCodec standard() {
    return Standard.CODEC;
  }

  /** A codec over a mapper; its settings count, also where they are laxer than the usual ones. */
  public static JsonCodec of(JsonMapper mapper) {
    return new JsonCodec(requireNonNull(mapper, "mapper"));
  }

  /**
   * A message with this value as its body.
   *
   * @throws MqException of kind INVALID if the value can't be written
   */
  public Message message(Object value) {
    requireNonNull(value, "value");
    try {
      return Message.wrap(mapper.writeValueAsBytes(value)).contentType(CONTENT_TYPE);
    } catch (JacksonException e) {
      throw MqException.of(
          MqException.Kind.INVALID,
          "a " + value.getClass().getName() + " can't be written as JSON: " + what(e));
    }
  }

  /**
   * The value in the body; the message's content type doesn't matter.
   *
   * @throws MqException of kind UNDECODABLE if there is none of this type, JSON's null included
   */
  public <T> T decode(Message message, Class<T> type) {
    return decode(message, mapper.readerFor(type), type.getName());
  }

  /**
   * The value in the body, for types with parameters.
   *
   * @throws MqException of kind UNDECODABLE if there is none of this type, JSON's null included
   */
  public <T> T decode(Message message, TypeReference<T> type) {
    JavaType java = mapper.constructType(type);
    return decode(message, mapper.readerFor(java), java.toCanonical());
  }

  /**
   * A handler of values: it is done when the action returns.
   *
   * @throws MqException of kind CONFIGURATION if no JSON could ever become this type
   */
  public <T> MessageHandler handler(Class<T> type, MessageHandler.TypedAction<T> action) {
    return handler(mapper.constructType(type), action);
  }

  /**
   * A handler of values, for types with parameters.
   *
   * @throws MqException of kind CONFIGURATION if no JSON could ever become this type
   */
  public <T> MessageHandler handler(TypeReference<T> type, MessageHandler.TypedAction<T> action) {
    return handler(mapper.constructType(type), action);
  }

  /** A producer of values for one topic. */
  public <T> JsonProducer<T> producer(Producer producer, String topic, Class<T> type) {
    return new JsonProducer<>(this, producer, topic, type);
  }

  private <T> MessageHandler handler(JavaType type, MessageHandler.TypedAction<T> action) {
    requireNonNull(action, "action");
    ObjectReader reader = mapper.readerFor(type);
    String name = type.toCanonical();
    requireReadable(reader, name);
    return delivery -> {
      T value = decode(delivery.message(), reader, name);
      action.run(value, delivery);
      return Outcome.done();
    };
  }

  /** Makes Jackson look at the type now, not at the first message. */
  private static void requireReadable(ObjectReader reader, String type) {
    try {
      Object ignored = reader.readValue("null");
    } catch (InvalidDefinitionException e) {
      throw MqException.builder(
              MqException.Kind.CONFIGURATION, "JSON can't be read as " + type + ": " + what(e))
          .cause(e)
          .build();
    } catch (JacksonException e) {
      // Null is refused by some types: the type itself is fine.
    }
  }

  /** The reader was made for T by all callers; ObjectReader itself has no type parameter. */
  @SuppressWarnings("TypeParameterUnusedInFormals")
  private static <T> T decode(Message message, ObjectReader reader, String type) {
    T value;
    try {
      value = reader.readValue(message.array());
    } catch (JacksonException e) {
      throw undecodable(type, what(e));
    }
    if (value == null) {
      throw undecodable(type, "it is null");
    }
    return value;
  }

  private static MqException undecodable(String type, String what) {
    return MqException.of(
        MqException.Kind.UNDECODABLE, "the body can't be read as " + type + ": " + what);
  }

  /** Not the path: names of properties and keys of maps come from the body as well. */
  private static String what(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    Throwable cause = e.getCause();
    String what = e.getClass().getSimpleName();
    if (cause != null) {
      what += " by " + cause.getClass().getSimpleName();
    }
    return at == null || at.getLineNr() < 1
        ? what
        : what + " at line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  /** Made at first use: a program without JSON never loads Jackson. */
  private static final class Standard {
    static final JsonCodec CODEC =
        new JsonCodec(
            JsonMapper.builder()
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .build());
  }
}
