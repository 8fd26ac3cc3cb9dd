"""Common given names of many origins, in Latin letters. One before a family name is a sign of a person."""

GIVEN = frozenset(
    """
Aaliyah Aaron Abdul Abdullah Abebe Abel Abena Abigail Abraham Achieng Ada Adam Adele Adewale Adrian Adriana Adrienne
Agnes Agnieszka Ahmad Ahmed Aidan Aigul Aileen Aisha Akira Akua Alan Alana Alastair Albert Alberto Aldo Alec Alejandra
Alejandrina Alejandro Alessandro Alex Alexander Alexandra Alexandre Alexei Alexis Alfonso Alfred Alfredo Ali Alice
Alicia Alina Alisa Alison Alistair Allan Allen Allison Alma Almaz Alonzo Althea Alvaro Alvin Alyssa Amal Amanda Amara
Amber Amelia Amina Amir Amit Amos Amparo Amy Ana Anand Anastasia Anders Anderson Andre Andrea Andreas Andreea Andrei
Andres Andrew Andrzej Andy Angela Angelica Angelina Angelo Angie Anika Anil Anita Anjali Ann Anna Anne Anneliese
Annette Annie Anselm Anthony Antoine Antoinette Anton Antonia Antonio Anwar April Araceli Archie Ariana Ariel Arjun
Arlene Armand Armando Arnel Arnold Arthur Arturo Arun Ashley Ashok Asif Aslan Astrid Audrey Aurelia Ava Axel Ayana
Ayesha Ayse Aziz Babatunde Barbara Barry Beatrice Beatriz Becky Bekele Belinda Ben Benedict Benita Benjamin Bernadette
Bernard Bernardo Bernice Bert Bertha Beth Betty Beverly Bianca Bilal Billy Blanca Bob Bobby Bogdan Bohdan Bojana
Bonnie Boris Brad Bradley Brandi Brandon Brenda Brendan Brent Brett Brian Bridget Brigitte Britney Brittany Bruce
Bruna Bryan Bryce Burak Byron Caio Caleb Callum Calvin Camila Candace Cara Carina Carl Carla Carlo Carlos Carlton
Carly Carmela Carmen Carol Carolina Caroline Carolyn Carrie Cassandra Catalina Catherine Cathleen Cathy Cecil Cecilia
Cedric Celeste Celia Cem Cesar Chad Charlene Charles Charlie Charlotte Cheryl Chidi Chinedu Chloe Chris Christa
Christian Christie Christina Christine Christoph Christopher Cindy Claire Clara Clarence Clarice Claude Claudette
Claudia Clayton Clement Clifford Clifton Clint Clyde Cody Colin Colleen Connie Conrad Consuelo Corey Corinne Cornelius
Courtney Craig Cristian Cristina Cristobal Crystal Curtis Cynthia Cyrus Damian Damon Daniel Daniela Danielle Danny
Daphne Darius Darla Darlene Darnell Darrell Darren Darryl Daryl Dave David Davide Dawn Deanna Debbie Deborah Debra
Deepak Deirdre Delia Della Demetrius Denis Denise Deniz Dennis Derek Desiree Desmond Desta Devon Dexter Diana Diane
Dianne Diego Dieter Dimitrios Dina Dino Dirk Dmitri Dmytro Dolores Dominique Donald Donna Donovan Dora Doreen Doris
Dorothy Doug Douglas Dragan Duane Dustin Dwayne Dwight Dylan Eddie Edgar Edith Edmund Edna Eduardo Edward Edwin Efrain
Eileen Eladio Elaine Eleanor Elena Eleni Eli Elias Elif Elijah Elisa Elise Eliza Elizabeth Ella Ellen Elliot Elliott
Ellis Elmer Eloise Elsa Elsie Elvira Emanuel Emeka Emil Emilia Emilio Emily Emma Emmanuel Emre Enrico Enrique Ephraim
Eric Erica Erik Erika Erin Erma Ernest Ernestine Ernesto Errol Esmeralda Estela Estelle Ester Esther Ethan Etienne
Eugene Eugenia Eulalia Eunice Eunji Eva Evan Evangeline Evaristo Evelyn Ezekiel Ezra Fabian Fabio Faisal Faiza Farah
Farhan Farid Fatima Fatma Federico Felicia Felipe Felix Ferdinand Ferenc Fernanda Fernando Fiona Flora Floyd Franca
Frances Francesca Francesco Francisco Franco Francois Frank Frankie Franklin Franz Fred Freda Freddie Frederic
Frederick Friedrich Gabor Gabriel Gabriela Gabrielle Gail Garrett Gary Gavin Genevieve Geoffrey George Georges
Georgina Gerald Gerard Gerardo Gertrude Gilbert Gilberto Gillian Gina Gino Giorgos Giovanni Giuseppe Gladys Glen
Glenda Glenn Gloria Gonzalo Goran Gordon Grace Graciela Graham Greg Gregory Gretchen Guadalupe Guido Guillermo Gunter
Gurpreet Gustavo Gwen Gwendolyn Haile Hakan Hal Halyna Hamid Hamza Hank Hannah Hans Harold Harpreet Harriet Harry
Haruto Harvey Hasan Hassan Heather Hector Hedwig Heidi Heinrich Heinz Helen Helena Helene Helga Henri Henrietta Henrik
Henry Herbert Heriberto Herman Hilary Hilda Hiroko Hiroshi Hollie Horace Hortense Howard Hubert Huda Hugh Hugo
Humberto Huong Hussein Ian Ibrahim Ida Idris Ifeoma Ignacio Igor Imani Imran Ines Ingrid Inigo Ioannis Ira Irene Irina
Irma Irving Irwin Iryna Isaac Isabel Isabella Isabelle Isaiah Isidro Ismael Istvan Itzel Ivan Iveliz Jack Jackie Jacob
Jacqueline Jada Jaden Jaime Jake Jamal James Jamie Jan Jana Jane Janelle Janet Janette Janice Janie Janine Jared
Jaroslav Jasmine Jason Jasper Jaspreet Javad Javier Jean Jeanette Jeanne Jeannie Jed Jeff Jeffrey Jenna Jennie
Jennifer Jenny Jeremiah Jeremy Jermaine Jerome Jerry Jess Jesse Jessica Jessie Jesus Jia Jill Jim Jimmie Jimmy Jiri
Jisoo Joachim Joan Joann Joanna Joanne Joao Joaquin Jocelyn Jodi Jodie Jody Joe Joel Joey Johan Johann Johannes John
Johnny Jolene Jomar Jon Jonah Jonathan Jorge Jose Josefina Joseph Josephine Josh Joshua Josie Jovan Joyce Juan Juana
Juanita Judah Jude Judith Judson Judy Juergen Julia Julian Julie Juliet Julio Julius Jurgen Justin Justine Kaitlyn
Kalani Kamal Kamau Kara Karen Karim Karina Karl Karla Katarzyna Kate Katelyn Katerina Katharine Katherina Katherine
Kathleen Kathryn Kathy Katie Katrina Kavita Kay Kayla Kazuo Keiko Keisha Keith Kellie Kelly Kelvin Ken Kendra Kenji
Kenneth Kenny Keoni Keri Kerry Kevin Khadija Khadijah Khalid Kiara Kieran Kim Kimberly Kirk Kirsten Klaus Kofi
Konstantin Krista Kristen Kristi Kristin Kristina Kristine Kristy Krystal Krzysztof Kurt Kwame Kwesi Kyle Lakeisha
Lakshmi Lalita Lana Larissa Larry Lars Laszlo Latasha Latoya Laura Laurel Lauren Laurence Laurie Laverne Lawanda
Lawrence Layla Leah Lee Leif Leigh Leila Leilani Lena Leo Leon Leona Leonard Leonardo Leonora Lerato Leroy Leslie
Lester Leticia Lewis Leyla Liam Lila Lilian Liliana Lillian Lily Lina Linda Lindsay Lindsey Linh Lisa Liz Ljiljana
Lloyd Logan Lois Lola Lonnie Lorena Lorenzo Loretta Lori Lorraine Lou Louis Louisa Louise Lubos Lucas Lucia Lucille
Lucinda Lucy Ludwig Luigi Luis Luisa Luiz Luke Lupe Luther Luz Lydia Lyle Lynda Lynn Lynne Mabel Mable Madison Maggie
Magnus Mahmoud Maja Malcolm Malgorzata Malia Malik Mandy Manpreet Manuel Marc Marcel Marcela Marcelino Marcia Marco
Marcos Marcus Marcy Margaret Margarita Margie Margot Marguerite Maria Mariam Marian Mariana Marianne Maribel Marie
Marilyn Marina Mario Marion Marisol Marissa Marites Marjorie Mark Marla Marlene Marlon Marsha Marta Martha Martin
Marty Marvin Mary Maryann Massimo Mateo Mathew Matilda Matt Matthew Mattie Maud Maura Maureen Maurice Mauricio Mavis
Maxine Maxwell Meera Megan Mehmet Mei Melanie Melinda Melissa Melvin Mercedes Meredith Mia Micah Michael Micheal
Michele Michelle Mick Migdalia Miguel Mihai Mike Mikhail Milagros Mildred Milton Mindy Minh Minjun Minnie Miranda
Miriam Mitchell Mohamed Mohammad Mohammed Moira Mollie Molly Mona Monica Morris Moses Muhammad Mulugeta Muriel Mustafa
Mykola Myra Myrna Myron Nadia Nadine Naledi Nancy Naoko Naomi Nasreen Nasser Natalia Natalie Natalya Natasha Nathan
Nathaniel Nattapong Neal Ned Neha Neil Nellie Nereida Nestor Nettie Ngozi Nicholas Nick Nicola Nicolas Nicole Niels
Nigel Nikhil Nikita Nikolai Nikos Nina Njeri Nneka Noah Noel Noelle Noemi Noor Nora Norma Nursultan Obinna Octavio
Oksana Olena Olga Oliver Olivia Olivier Ollie Olumide Oluwaseun Omar Ophelia Oscar Oskar Otieno Otis Otto Owen Pablo
Paige Pam Pamela Paola Pascal Patrice Patricia Patrick Patsy Patti Patty Paul Paula Paulette Pauline Paulo Pedro Peggy
Penelope Percy Pete Peter Petra Phil Philip Philippe Phillip Phoebe Phyllis Pierre Piotr Polly Pooja Priya Quang
Quentin Quincy Rachel Radu Rafael Rafaela Rahul Rajesh Ralph Ramesh Ramiro Ramon Ramona Randall Randolph Randy Rania
Raphael Raquel Rashid Raul Ravi Raymond Rebecca Rebekah Reggie Regina Reginald Reinhard Rena Rene Renee Reuben Rhoda
Rhonda Ricardo Richard Rick Rickey Ricky Rita Robbie Robert Roberto Robin Robyn Rocco Rochelle Rocio Roderick Rodney
Rodrigo Rogelio Roger Rohit Roland Rolando Rolf Romeo Ron Ronald Ronda Ronnie Rosa Rosalba Rosalie Rosalind Rosalyn
Rosanna Rose Roseanne Rosemarie Rosemary Rosetta Rosie Rowena Roxanne Roy Royce Ruben Rudolf Rudolph Rudy Rufus
Rukhsana Rupert Russ Russell Rustam Ruth Ryan Sabrina Sadie Sakura Salim Sally Salma Salvador Sam Samantha Sami Samir
Samira Sammy Samuel Sandeep Sandra Sanjay Sara Sarah Sasha Satoshi Saul Scott Sean Sebastian Selam Selena Seojun
Serena Sergei Sergio Seth Shane Shannon Shari Sharif Sharon Shaun Shauna Shawn Shawna Sheila Shelby Sheldon Shelia
Shelley Shelly Sheri Sherman Sherri Sherrie Sherry Shirin Shirley Sidney Siegfried Sigrid Silvia Simon Simone Sione
Sipho Siriporn Sofia Sofie Solomon Somchai Sonia Sonja Sonya Sophia Sophie Spencer Stacey Stacy Stan Stanley Stavros
Stefan Stefano Stella Stephan Stephanie Stephen Steve Steven Stewart Stuart Sue Sunil Sunita Suresh Susan Susana Susie
Suzanne Suzette Sven Svetlana Sylvia Tabitha Takashi Takeshi Tamara Tami Tamika Tammy Tania Tanisha Tanya Tara Taras
Tarek Tariq Tasha Ted Temitope Terence Teresa Teri Terrance Terrell Terrence Terri Terry Tesfaye Tevita Thabo Thad
Thandiwe Thea Thelma Theo Theodore Theresa Theresia Thiago Thierry Thomas Thor Thuy Tia Tiago Tiffany Tim Timothy
Timur Tina Tobias Toby Todd Tom Tomas Tommy Toni Tony Tracey Traci Tracie Tracy Trang Travis Trevor Tricia Trina
Trisha Tuan Tyler Tyrone Ulrich Umberto Ursula Usman Valerie Vanessa Velma Vera Verna Vernon Veronica Vicente Vicki
Vickie Vicky Victor Victoria Vijay Vikram Viktor Vilma Vincent Viola Virgil Virginia Vivian Vladimir Waldo Walid
Walter Wanda Wanjiru Wayne Wei Wendell Wendy Werner Wesley Whitney Wilbert Wilbur Wilfred Wilfredo Wilhelm Willa
Willard William Willie Wilma Winifred Winston Wojciech Wolfgang Woodrow Xavier Xiaoming Ximena Yadira Yan Yasir Yasmin
Yesenia Ying Yoko Yolanda Yuki Yusuf Yvette Yvonne Zach Zachariah Zachary Zahra Zainab Zelda Ziad Zoe Zofia Zora
Zoraida Zoran Zsofia Zubair Zuzana
""".split()
)
