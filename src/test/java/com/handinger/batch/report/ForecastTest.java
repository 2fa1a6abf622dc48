package com.handinger.batch.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ForecastTest {

    private static final Forecast.Range SECONDS = new Forecast.Range(1, 2, 3);

    private static Forecast of(long left, long perRow, long most) {
        return new Forecast(
                10,
                left,
                new Forecast.Range(1, left * perRow, most),
                new Forecast.Range(1, left * perRow, most),
                SECONDS);
    }

    @Test
    void aLimitThatIsEnoughOnAverageIsNotCalledTooLow() {
        assertThat(of(100, 2, 230).shortOf(210L, 0, 240))
                .startsWith("limits.credits: 210 is enough for all 100 rows left at what the others cost on average")
                .endsWith("230 would be enough then");
    }

    @Test
    void aLimitThatIsTooLowSaysForHowManyRows() {
        assertThat(of(100, 2, 230).shortOf(110L, 10, 240))
                .isEqualTo(
                        "limits.credits: 110 will hardly be enough: it pays for about 50 of the 100 rows left; 240 would"
                                + " be about enough for all");
    }

    @Test
    void nothingIsSaidOfALimitThatHolds() {
        assertThat(of(100, 2, 230).shortOf(230L, 0, 240)).isNull();
        assertThat(of(100, 2, 230).shortOf(null, 0, 240)).isNull();
        assertThat(of(0, 2, 230).shortOf(1L, 0, 240)).isNull();
    }
}
