-- A shop's first day: rates that look like the real ones. A merchant changes them by rows, not by code.
INSERT INTO orders.tax_rate (country, region, name, rate_ppm, included, on_shipping) VALUES
    ('US', '',   'No sales tax',        0,     false, false),
    ('US', 'CA', 'California sales tax', 72500, false, false),
    ('US', 'NY', 'New York sales tax',  88750, false, true),
    ('US', 'TX', 'Texas sales tax',     82500, false, true),
    ('US', 'WA', 'Washington sales tax', 65000, false, true),
    ('US', 'FL', 'Florida sales tax',   60000, false, false),
    ('US', 'IL', 'Illinois sales tax',  62500, false, false),
    ('CA', '',   'GST',                 50000, false, true),
    ('CA', 'ON', 'HST',                130000, false, true),
    ('DE', '',   'Mehrwertsteuer 19 %', 190000, true, true),
    ('AT', '',   'Umsatzsteuer 20 %',   200000, true, true),
    ('FR', '',   'TVA 20 %',            200000, true, true),
    ('NL', '',   'BTW 21 %',            210000, true, true),
    ('BE', '',   'TVA/BTW 21 %',        210000, true, true),
    ('ES', '',   'IVA 21 %',            210000, true, true),
    ('IT', '',   'IVA 22 %',            220000, true, true),
    ('IE', '',   'VAT 23 %',            230000, true, true),
    ('PL', '',   'VAT 23 %',            230000, true, true),
    ('GB', '',   'VAT 20 %',            200000, true, true);

INSERT INTO orders.shipping_zone (country, region, zone) VALUES
    ('US', '',   'us'), ('US', 'AK', 'us-far'), ('US', 'HI', 'us-far'), ('US', 'PR', 'us-far'),
    ('CA', '',   'us-far'),
    ('DE', '', 'eu'), ('AT', '', 'eu'), ('FR', '', 'eu'), ('NL', '', 'eu'), ('BE', '', 'eu'), ('ES', '', 'eu'),
    ('IT', '', 'eu'), ('IE', '', 'eu'), ('PL', '', 'eu'), ('GB', '', 'eu');

INSERT INTO orders.shipping_rate
       (zone, currency, method, weight_from, total_from, weight_below, name, estimate, price) VALUES
    ('us',     'USD', 'standard',     0,    0,  5000, 'Standard',       '3 to 5 days',     595),
    ('us',     'USD', 'standard',  5000,    0, 30000, 'Standard',       '3 to 5 days',    1295),
    ('us',     'USD', 'standard',     0, 10000, 30000, 'Standard, free', '3 to 5 days',      0),
    ('us',     'USD', 'standard', 30000,    0, 1000000000, 'Freight',   '5 to 8 days',    4900),
    ('us',     'USD', 'express',      0,    0, 30000, 'Express',        '1 to 2 days',    1995),
    ('us',     'EUR', 'standard',     0,    0, 30000, 'Standard',       '3 to 5 days',     890),
    ('us',     'EUR', 'standard', 30000,    0, 1000000000, 'Freight',   '5 to 8 days',    4500),
    ('us',     'EUR', 'express',      0,    0, 30000, 'Express',        '1 to 2 days',    1890),
    ('us-far', 'USD', 'standard',     0,    0, 30000, 'Standard',       '5 to 10 days',   1295),
    ('us-far', 'USD', 'standard', 30000,    0, 1000000000, 'Freight',   '8 to 14 days',   9900),
    ('us-far', 'EUR', 'standard',     0,    0, 30000, 'Standard',       '5 to 10 days',   1290),
    ('us-far', 'EUR', 'standard', 30000,    0, 1000000000, 'Freight',   '8 to 14 days',   9500),
    ('eu',     'EUR', 'standard',     0,    0,  5000, 'Standard',       '2 to 4 days',     490),
    ('eu',     'EUR', 'standard',  5000,    0, 30000, 'Standard',       '2 to 4 days',     990),
    ('eu',     'EUR', 'standard',     0, 8000, 30000, 'Standard, free', '2 to 4 days',       0),
    ('eu',     'EUR', 'standard', 30000,    0, 1000000000, 'Freight',   '4 to 7 days',    3900),
    ('eu',     'EUR', 'express',      0,    0, 30000, 'Express',        'the next day',   1490),
    ('eu',     'USD', 'standard',     0,    0, 30000, 'Standard',       '2 to 4 days',     990),
    ('eu',     'USD', 'standard', 30000,    0, 1000000000, 'Freight',   '4 to 7 days',    4400),
    ('eu',     'USD', 'express',      0,    0, 30000, 'Express',        'the next day',   1690),
    ('world',  'USD', 'standard',     0,    0, 30000, 'International',  '7 to 14 days',   2495),
    ('world',  'USD', 'standard', 30000,    0, 1000000000, 'Sea freight', '4 to 6 weeks', 14900),
    ('world',  'EUR', 'standard',     0,    0, 30000, 'International',  '7 to 14 days',   2290),
    ('world',  'EUR', 'standard', 30000,    0, 1000000000, 'Sea freight', '4 to 6 weeks', 13900);
