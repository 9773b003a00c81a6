package org.alwaysopen.platform;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Currency;
import java.util.Optional;

/**
 * JSON as the shop reads and writes it, in one place: strict in types, lenient about members it does not know.
 *
 * <p>A string is not a number, a number not a string, and 1.5 not a whole number; a member twice, something after the end, or
 * deep nesting is refused. Refusals are {@link ProblemException}s with status 400 that name the member. {@link Money} is
 * {@code {"amount": "19.90", "currency": "USD"}}; times are ISO 8601 in UTC. Thread-safe.
 */
public final class Json {
    /** Nothing of ours nests deeper; more is an attack on the parser's stack. */
    static final int DEPTH_MAX = 32;
    /** The longest number that any amount or count needs; reading longer ones costs the square of their length. */
    static final int NUMBER_LENGTH_MAX = 40;
    /** So much of what a client sent is shown back to it: enough to find the place. */
    private static final int SHOWN_MAX = 40;

    private static final ObjectMapper MAPPER = mapper();

    private Json() {}

    /** Reads a value; {@code null} where the text is the word {@code null} is refused as well. */
    public static <T> T read(byte[] json, Class<T> type) {
        try {
            return present(MAPPER.readValue(json, type));
        } catch (JsonProcessingException e) {
            throw refused(e);
        } catch (IOException e) {
            throw Problem.malformed("JSON: expected UTF-8 text, and could not read it as such")
                    .exception();
        }
    }

    public static <T> T read(String json, Class<T> type) {
        return read(json.getBytes(StandardCharsets.UTF_8), type);
    }

    /** Writes a record, map, list or scalar; members in the order in which the type declares them. */
    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "cannot be written as JSON: " + value.getClass().getName(), e);
        }
    }

    /** A mapper with these rules, for whoever has to hand one to a library. */
    public static ObjectMapper mapper() {
        JsonMapper.Builder builder = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .addModule(new SimpleModule("shop")
                        .addSerializer(Money.class, new MoneyWriter())
                        .addSerializer(Optional.class, new OptionalWriter())
                        .addDeserializer(Money.class, new MoneyReader()))
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT, DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
                        DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(
                        SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
                        SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                // A parser's own excerpt of the text would put a client's data into our answers and logs.
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION);
        builder.withCoercionConfig(LogicalType.Textual, texts -> {
            for (CoercionInputShape shape : new CoercionInputShape[] {
                CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean
            }) {
                texts.setCoercion(shape, CoercionAction.Fail);
            }
        });
        ObjectMapper mapper = builder.build();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH_MAX)
                        .maxNumberLength(NUMBER_LENGTH_MAX)
                        .build());
        return mapper;
    }

    private static <T> T present(T value) {
        if (value == null) {
            throw Problem.malformed("JSON: expected an object, found null").exception();
        }
        return value;
    }

    private static ProblemException refused(JsonProcessingException e) {
        if (e instanceof JsonMappingException mapping) {
            String path = path(mapping);
            String where = path.isEmpty() ? "JSON" : "\"" + path + "\"";
            return Problem.malformed(where + ": " + expectation(mapping)).exception();
        }
        String place = e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
        return Problem.malformed("JSON: expected well-formed JSON, and it is broken" + place)
                .exception();
    }

    private static String expectation(JsonMappingException e) {
        if (e instanceof InvalidFormatException format) {
            return "expected " + kind(format.getTargetType()) + ", found " + shown(format.getValue());
        }
        if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            return "expected " + kind(mismatch.getTargetType()) + ", found something else or nothing";
        }
        if (e.getCause() instanceof IllegalArgumentException refusal && refusal.getMessage() != null) {
            return refusal.getMessage();
        }
        if (e.getCause() instanceof ProblemException problem) {
            return problem.problem().detail();
        }
        return "expected another kind of value";
    }

    /** The words of a person who writes JSON, not of Java. */
    private static String kind(Class<?> type) {
        if (type == String.class) {
            return "a string";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "a whole number";
        }
        if (type.isEnum()) {
            return "one of "
                    + String.join(
                            ", ",
                            java.util.Arrays.stream(type.getEnumConstants())
                                    .map(Object::toString)
                                    .toList());
        }
        if (java.util.Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "a list";
        }
        if (type == java.util.UUID.class) {
            return "a UUID";
        }
        if (Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        return type.getName().startsWith("java.time.") ? "an ISO 8601 " + type.getSimpleName() : "an object";
    }

    private static String shown(Object value) {
        String text = String.valueOf(value).replaceAll("\\p{Cntrl}", " ");
        return "\"" + (text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "..." : text) + "\"";
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.length() > 3 * SHOWN_MAX ? path.substring(0, 3 * SHOWN_MAX) + "..." : path.toString();
    }

    /** What it holds, or null. Only written: who reads JSON checks what is missing. */
    @SuppressWarnings("rawtypes") // the class of any Optional is the raw one
    private static final class OptionalWriter extends JsonSerializer<Optional> {
        @Override
        public void serialize(Optional value, JsonGenerator out, SerializerProvider provider) throws IOException {
            provider.defaultSerializeValue(value.orElse(null), out);
        }
    }

    private static final class MoneyWriter extends JsonSerializer<Money> {
        @Override
        public void serialize(Money money, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeStartObject();
            out.writeStringField("amount", money.amount());
            out.writeStringField("currency", money.currency().getCurrencyCode());
            out.writeEndObject();
        }
    }

    private static final class MoneyReader extends JsonDeserializer<Money> {
        private record Shape(String amount, String currency) {}

        @Override
        public Money deserialize(JsonParser in, DeserializationContext context) throws IOException {
            Shape shape = context.readValue(in, Shape.class);
            try {
                return Money.parse(shape.amount(), Currency.getInstance(shape.currency()));
            } catch (IllegalArgumentException | NullPointerException e) {
                throw JsonMappingException.from(
                        in,
                        "money",
                        new IllegalArgumentException(
                                "expected money such as {\"amount\": \"19.90\", \"currency\": \"USD\"}"));
            }
        }
    }
}
