package org.alwaysopen.local.bench;

import java.io.IOException;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.util.Timeout;

/** What shoppers ask by: HTTP/1.1, on connections that are kept open between requests. Thread-safe. */
final class Requests {
    private static final Timeout TIMEOUT = Timeout.ofSeconds(20);
    /** More than any measurement has shoppers. */
    private static final int CONNECTIONS_MAX = 256;

    private static final CloseableHttpClient CLIENT = HttpClients.custom()
            .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnPerRoute(CONNECTIONS_MAX)
                    .setMaxConnTotal(CONNECTIONS_MAX)
                    .setDefaultConnectionConfig(ConnectionConfig.custom()
                            .setConnectTimeout(TIMEOUT)
                            .setSocketTimeout(TIMEOUT)
                            .build())
                    .setDefaultSocketConfig(
                            SocketConfig.custom().setTcpNoDelay(true).build())
                    .build())
            // An answer that does not come is to be seen, not to be asked for again.
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableContentCompression()
            .build();

    record Answer(int status, byte[] body) {}

    private Requests() {}

    /**
     * @param body JSON, or null
     * @param key  the Idempotency-Key, or null
     * @throws IOException when there is no answer
     */
    static Answer send(String method, String url, String body, String key) throws IOException {
        ClassicRequestBuilder request = ClassicRequestBuilder.create(method).setUri(url);
        request.setHeader("Accept", "application/json");
        if (body != null) {
            request.setEntity(body, ContentType.APPLICATION_JSON);
        }
        if (key != null) {
            request.setHeader("Idempotency-Key", key);
        }
        ClassicHttpRequest built = request.build();
        return CLIENT.execute(built, response -> {
            byte[] answer = response.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(response.getEntity());
            return new Answer(response.getCode(), answer);
        });
    }
}
