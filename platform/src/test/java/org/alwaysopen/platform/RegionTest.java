package org.alwaysopen.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegionTest {
    @Test
    void theCloudIsInTheName() {
        assertThat(new Region("aws-us-east-1").cloud()).isEqualTo("aws");
        assertThat(new Region("gcp-us-central1").cloud()).isEqualTo("gcp");
        assertThat(new Region("azure-westus2")).hasToString("azure-westus2");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "aws", "aws-", "-us", "AWS-us", "aws_us", "aws-us east", "aws--us", "aws-us\n"})
    void otherNamesAreRefused(String name) {
        assertThatThrownBy(() -> new Region(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("region: expected cloud-place, such as aws-us-east-1");
    }
}
